"""What a request costs, ours and that of another implementation of the same contract, measured in turns."""
