"""Evaluation documents: signed and handed over by the officer, received and returned by the employee."""
