using '../main.bicep'

// Everything on.
param environmentName = 'everything'
param location = 'westeurope'
param principalId = '11111111-1111-1111-1111-111111111111'
param accessMode = 'entra'
param entraClientId = '22222222-2222-2222-2222-222222222222'
param entraAllowedClients = ['33333333-3333-3333-3333-333333333333']
param octopusUrl = 'https://octopus.example'
param octopusApiKey = 'API-EXAMPLE'
param rolloutSecrets = ['web-ssh-key']
param fleetGroups = [
  { name: 'rg-web', grade: 'rollouts' }
  { name: 'rg-api', grade: 'react' }
  { name: 'rg-batch', grade: 'watch' }
]
param sharedGroups = ['rg-network']
param systemTopicName = 'evgt-subscription'
param systemTopicGroup = 'rg-shared'
param vnetEnabled = true
param schedulerEnabled = true
param nodeVersion = '24'
param alwaysReadyInstances = 1
param alertEmails = ['ops@example.com']
