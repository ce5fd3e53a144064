"""Who's who: who sways whom, the way to the one who decides, and what each person needs."""
