"""What goes wrong around a submission; afterwards the state is whole, and receipt and storage agree."""
