"""The commands of launch.py, one file per subject. Imports inside the functions keep a command's start short."""
