metadata name = 'Fleet Conductor: what Azure tells it'
metadata description = 'The event subscription, which needs the deployed function; hooks/postdeploy runs this. In the group of the system topic.'

@description('The system topic of the subscription. It has a system-assigned identity.')
param topicName string

@description('The function app, and its group.')
param appName string
param appGroup string

@description('The storage account of the dead letters, in the same group.')
param storageName string

@description('The resource groups whose scale sets are listened to, 25 at most; all of the subscription without any.')
@maxLength(25)
param fleetGroups array = []

resource app 'Microsoft.Web/sites@2024-11-01' existing = {
  scope: resourceGroup(appGroup)
  name: appName

  resource door 'functions' existing = {
    name: 'scaleEvents'
  }
}

resource storage 'Microsoft.Storage/storageAccounts@2025-01-01' existing = {
  scope: resourceGroup(appGroup)
  name: storageName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  name: topicName
}

resource scaleEvents 'Microsoft.EventGrid/systemTopics/eventSubscriptions@2025-02-15' = {
  parent: topic
  name: 'fleet-conductor-${appName}'
  properties: {
    eventDeliverySchema: 'CloudEventSchemaV1_0'
    // By its resource id: no key stands in an address. One event each: the app answers fast, and a refused one takes no other with it.
    destination: {
      endpointType: 'AzureFunction'
      properties: { resourceId: app::door.id, maxEventsPerBatch: 1, preferredBatchSizeInKilobytes: 64 }
    }
    filter: {
      includedEventTypes: [
        'Microsoft.Resources.ResourceWriteSuccess'
        'Microsoft.Resources.ResourceDeleteSuccess'
        'Microsoft.Resources.ResourceActionSuccess'
      ]
      enableAdvancedFilteringOnArrays: true
      advancedFilters: concat(
        [
          {
            operatorType: 'StringBeginsWith'
            key: 'data.operationName'
            values: [
              'Microsoft.Compute/virtualMachineScaleSets/'
              'Microsoft.Compute/virtualMachines/'
              'Microsoft.Insights/autoscaleSettings/'
            ]
          }
        ],
        empty(fleetGroups)
          ? []
          : [
              {
                operatorType: 'StringBeginsWith'
                key: 'subject'
                values: map(fleetGroups, each => '${subscription().id}/resourceGroups/${each}/')
              }
            ]
      )
    }
    // The defaults, written down: a day, and a hint that is older says nothing that the reconciliation has not seen.
    retryPolicy: { maxDeliveryAttempts: 30, eventTimeToLiveInMinutes: 1440 }
    deadLetterWithResourceIdentity: {
      identity: { type: 'SystemAssigned' }
      deadLetterDestination: {
        endpointType: 'StorageBlob'
        properties: { resourceId: storage.id, blobContainerName: 'dead-letters' }
      }
    }
  }
}

output subscriptionName string = scaleEvents.name
