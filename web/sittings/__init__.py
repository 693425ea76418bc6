"""A sitting on the screen: called, who came, what was said, ended, its papers."""
