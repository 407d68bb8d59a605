"""Documents to print, as PermenPANRB 6/2022 draws them: for the person, their officer and the officer's superior; never for HR."""
