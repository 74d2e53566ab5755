using '../events.bicep'

param topicName = 'evgt-subscription'
param appName = 'func-fc'
param appGroup = 'rg-everything'
param storageName = 'stfc'
param fleetGroups = ['rg-web', 'rg-api']
