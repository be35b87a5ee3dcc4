"""Plan documents: what an applicant states, one model per plan type, read strictly and with clear errors."""
