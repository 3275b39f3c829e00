"""What is kept: tables, transactions and the functions that read and write them. Rows never leave this package."""
