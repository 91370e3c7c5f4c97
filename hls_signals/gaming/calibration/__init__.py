"""How often is each gaming indicator mistaken, and how much does it find?"""
