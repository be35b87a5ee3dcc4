"""What keeps visitors' browsers and the service safe; knows no plans."""
