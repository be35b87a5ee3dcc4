"""How a criterion is written, read and answered; knows no single criterion."""
