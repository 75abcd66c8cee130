// limits
