"""What the stand-in makes: pictures, clips, speech, music, weights. Own code throughout, none of `jobs.studio`."""
