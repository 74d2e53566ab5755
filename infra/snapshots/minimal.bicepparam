using '../main.bicep'

// The least that there can be.
param environmentName = 'least'
param location = 'westeurope'
