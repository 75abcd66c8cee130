// variables
