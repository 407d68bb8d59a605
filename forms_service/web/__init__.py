"""What all pages share: who is there, what they may do, words, errors."""
