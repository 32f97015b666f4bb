"""How well the agent listens: 480 utterances with their facts, and 40 simulated marketers."""
