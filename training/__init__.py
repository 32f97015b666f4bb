"""What the learned reader of guided mode is made of: annotated messages, training and its measure."""
