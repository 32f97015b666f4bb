"""The studio: script, pictures, voice and music become the finished ad."""

import os

# Neither we nor our programs multiply large matrices. The threads that numpy would start for it when it is imported
# spin for a tenth of a second beside the encoders, in every program of a cut.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
