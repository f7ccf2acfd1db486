"""Questions to what recognition keeps."""
