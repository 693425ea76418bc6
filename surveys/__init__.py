"""What people answered: questionnaires for Forms 3/2 and 3/3, collected by phone and on paper, sealed, tabulated."""
