"""Numbers from csv, npy and npz files that lie below the spec's own folder, and nowhere else."""
