param prefix string
param workspaceName string
param topicName string
param topicGroup string
param reconcileMinutes int
param emails array
param location string
param tags object

resource workspace 'Microsoft.OperationalInsights/workspaces@2025-02-01' existing = {
  name: workspaceName
}

resource topic 'Microsoft.EventGrid/systemTopics@2025-02-15' existing = {
  scope: resourceGroup(topicGroup)
  name: topicName
}

resource people 'Microsoft.Insights/actionGroups@2023-01-01' = {
  name: 'ag-${prefix}'
  location: 'global'
  tags: tags
  properties: {
    groupShortName: 'fleets'
    enabled: true
    emailReceivers: [
      for (email, index) in emails: { name: 'email-${index}', emailAddress: email, useCommonAlertSchema: true }
    ]
  }
}

var ofTopic = [
  {
    name: 'dead-letters'
    metric: 'DeadLetteredCount'
    more: 0
    severity: 1
    about: 'Event Grid gave up an event, and kept it in the container dead-letters. The reconciliation finds what it was about; why it was refused does not go away by itself.'
  }
  {
    name: 'dropped-events'
    metric: 'DroppedEventCount'
    more: 0
    severity: 1
    about: 'Event Grid gave up an event and could not keep it: the topic\'s identity may not write into the container dead-letters.'
  }
  {
    name: 'failed-deliveries'
    metric: 'DeliveryAttemptFailCount'
    more: 20
    severity: 2
    about: 'Event Grid tries again and again to deliver: the app does not answer.'
  }
]

resource topicAlerts 'Microsoft.Insights/metricAlerts@2018-03-01' = [
  for each in ofTopic: {
    name: '${prefix}-${each.name}'
    location: 'global'
    tags: tags
    properties: {
      description: each.about
      severity: each.severity
      enabled: true
      autoMitigate: true
      scopes: [topic.id]
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      criteria: {
        'odata.type': 'Microsoft.Azure.Monitor.SingleResourceMultipleMetricCriteria'
        allOf: [
          {
            criterionType: 'StaticThresholdCriterion'
            name: each.name
            metricNamespace: 'Microsoft.EventGrid/systemTopics'
            metricName: each.metric
            timeAggregation: 'Total'
            operator: 'GreaterThan'
            threshold: each.more
          }
        ]
      }
      actions: [{ actionGroupId: people.id }]
    }
  }
]

var twice = 2 * reconcileMinutes * 60

// Each row that a query finds is one alert: of a fleet, a server, a function.
var ofApp = [
  {
    name: 'reconcile-missed-twice'
    severity: 1
    by: ['fleet']
    about: 'A fleet was not reconciled in two periods. Events alone may be lost: until it is, nobody knows what they were about.'
    query: 'AppMetrics | where Name == "fleet_conductor.reconcile.lag" | summarize lag = max(Max) by fleet = tostring(Properties.fleet) | where lag > ${twice}'
  }
  {
    name: 'reconcile-silent'
    severity: 1
    by: []
    about: 'The timer that reconciles fleets has not run: the app does not start, or is stopped.'
    query: 'AppRequests | where Name == "reconcileFleets" | summarize runs = count() | where runs == 0'
  }
  {
    name: 'rollout-without-progress'
    severity: 1
    by: ['fleet']
    about: 'A rollout has not moved within its own bounds. Its timeline says what it waits for; it can be told to go on, back or to stop.'
    query: 'AppMetrics | where Name == "fleet_conductor.rollouts" and tostring(Properties.outcome) == "stalled" | summarize stalled = sum(Sum) by fleet = tostring(Properties.fleet) | where stalled > 0'
  }
  {
    name: 'octopus-unreachable'
    severity: 2
    by: ['server']
    about: 'No call of an Octopus server has been answered. Machines wait to be registered and deployed to, and nothing is lost.'
    query: 'AppMetrics | where Name == "fleet_conductor.octopus.calls" | extend isAnswer = tostring(Properties.status) matches regex "^[1-4]" | summarize answered = sumif(Sum, isAnswer), lost = sumif(Sum, not(isAnswer)) by server = tostring(Properties.server) | where answered == 0 and lost > 0'
  }
  {
    name: 'prune-guard-hit'
    severity: 1
    by: ['fleet', 'rule']
    about: 'Targets were not removed, because a guard says that these would be too many or that their absence is in doubt. A person decides.'
    query: 'AppMetrics | where Name == "fleet_conductor.prune.refused" | summarize refused = sum(Sum) by fleet = tostring(Properties.fleet), rule = tostring(Properties.rule) | where refused > 0'
  }
  {
    name: 'function-failures'
    severity: 2
    by: ['function']
    about: 'A function ended with an error that nobody had foreseen. Those of the business are values, and are not counted here.'
    query: 'AppRequests | where Success == false and toint(ResultCode) !between (400 .. 499) | summarize failures = count() by function = Name | where failures > 2'
  }
]

resource appAlerts 'Microsoft.Insights/scheduledQueryRules@2023-12-01' = [
  for each in ofApp: {
    name: '${prefix}-${each.name}'
    location: location
    tags: tags
    kind: 'LogAlert'
    properties: {
      displayName: 'Fleet Conductor: ${replace(each.name, '-', ' ')}'
      description: each.about
      severity: each.severity
      enabled: true
      autoMitigate: true
      scopes: [workspace.id]
      targetResourceTypes: ['Microsoft.OperationalInsights/workspaces']
      evaluationFrequency: 'PT5M'
      windowSize: 'PT15M'
      // Before the first telemetry there is none of these tables.
      skipQueryValidation: true
      criteria: {
        allOf: [
          {
            query: each.query
            timeAggregation: 'Count'
            operator: 'GreaterThan'
            threshold: 0
            dimensions: map(each.by, name => { name: name, operator: 'Include', values: ['*'] })
            failingPeriods: { numberOfEvaluationPeriods: 1, minFailingPeriodsToAlert: 1 }
          }
        ]
      }
      actions: { actionGroups: [people.id] }
    }
  }
]
