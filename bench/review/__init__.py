"""Two hundred seeded applications under review, and the server's time for the pages that show them."""
