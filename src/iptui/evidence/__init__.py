"""What can be proved, compared and cited: attached texts, rival claims, responses, anachronisms."""
