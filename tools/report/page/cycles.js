// cycles
