"""What do people say beside the figures, and which of it may be seen?"""
