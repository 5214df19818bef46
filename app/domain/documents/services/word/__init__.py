"""The .docx of a paper, as GB/T 9704-2012 wants it, in Word, WPS and LibreOffice."""
