targetScope = 'subscription'

import { watchActions, reactActions, rolloutActions, sharedActions, subscriptionActions } from 'grades.bicep'

@description('Ends the names of the roles: they are unique in a tenant.')
param suffix string

@description('The grades that fleets have.')
param grades array

@description('The identity that acts, and its group.')
param identityName string
param identityGroup string

resource identity 'Microsoft.ManagedIdentity/userAssignedIdentities@2024-11-30' existing = {
  scope: resourceGroup(identityGroup)
  name: identityName
}

var definitions = {
  watch: { label: 'watch', actions: watchActions, does: 'Looks at the machines of fleets.' }
  react: {
    label: 'react'
    actions: reactActions
    does: 'Looks at the machines of fleets, and finds their addresses to register them.'
  }
  rollouts: { label: 'rollouts', actions: rolloutActions, does: 'Brings new images to fleets.' }
  shared: {
    label: 'shared'
    actions: sharedActions
    does: 'Joins new machines of fleets to networks, load balancers and identities, and reads images.'
  }
  subscription: { label: 'subscription', actions: subscriptionActions, does: 'What rollouts ask of a subscription.' }
}

resource roles 'Microsoft.Authorization/roleDefinitions@2022-04-01' = [
  for each in items(definitions): {
    name: guid(subscription().id, suffix, each.key)
    properties: {
      roleName: 'Fleet Conductor ${each.value.label} (${suffix})'
      description: each.value.does
      type: 'CustomRole'
      permissions: [{ actions: each.value.actions, notActions: [] }]
      assignableScopes: [subscription().id]
    }
  }
]

resource onSubscription 'Microsoft.Authorization/roleAssignments@2022-04-01' = if (contains(grades, 'rollouts')) {
  name: guid(subscription().id, suffix, identityName, 'subscription')
  properties: {
    roleDefinitionId: subscriptionResourceId(
      'Microsoft.Authorization/roleDefinitions',
      guid(subscription().id, suffix, 'subscription')
    )
    principalId: identity.properties.principalId
    principalType: 'ServicePrincipal'
  }
  dependsOn: [roles]
}
