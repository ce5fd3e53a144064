"""How pages are printed, whatever stands on them: letters, fonts, widths, layout, and the process that sets them."""
