"""What a seed would change where it is applied: records, who reaches whom, answers to questions."""
