import { builtInRoles } from 'roles.bicep'

param name string
param identityName string
param principalId string
param principalType string
param location string
param tags object

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  name: identityName
}

resource scheduler 'Microsoft.DurableTask/schedulers@2026-02-01' = {
  name: name
  location: location
  tags: tags
  properties: {
    sku: { name: 'Consumption' }
    // An empty list lets nobody in.
    ipAllowlist: ['0.0.0.0/0']
  }

  resource hub 'taskHubs@2026-02-01' = {
    name: 'FleetConductor'
    properties: {}
  }
}

var contributor = subscriptionResourceId(
  'Microsoft.Authorization/roleDefinitions',
  builtInRoles.durableTaskDataContributor
)

resource appRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = {
  scope: scheduler
  name: guid(scheduler.id, identityName, 'contributor')
  properties: {
    roleDefinitionId: contributor
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
}

// For the dashboard of the scheduler.
resource deployerRole 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (!empty(principalId)) {
  scope: scheduler
  name: guid(scheduler.id, principalId, 'contributor')
  properties: { roleDefinitionId: contributor, principalId: principalId, principalType: principalType }
}

output endpoint string = scheduler.properties.endpoint
