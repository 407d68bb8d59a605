"""What people think of the instrument and of the process."""
