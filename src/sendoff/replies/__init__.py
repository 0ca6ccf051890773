"""What the words of receivers mean: who refuses, why, whose fault it is, and what to do next."""
