import { describe, expect, test } from '@jest/globals';
import { armOperation, octopusOperation } from '../../../shared/telemetry/calls.ts';
import { telemetrySettings } from '../../../functions/telemetry/telemetry-settings.ts';

const GROUP = 'https://arm.example/subscriptions/1-2/resourceGroups/shop';

describe('what a call is for, without anybody’s name', () => {
  test.each([
    [
      'GET',
      `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web?api-version=1`,
      'GET Microsoft.Compute/virtualMachineScaleSets',
    ],
    [
      'GET',
      `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines`,
      'GET Microsoft.Compute/virtualMachineScaleSets/virtualMachines',
    ],
    [
      'POST',
      `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web/manualupgrade`,
      'POST Microsoft.Compute/virtualMachineScaleSets/manualupgrade',
    ],
    [
      'GET',
      `${GROUP}/providers/Microsoft.Compute/virtualMachineScaleSets/web/providers/microsoft.insights/metrics?metric=x`,
      'GET microsoft.insights/metrics',
    ],
    ['GET', GROUP, 'GET subscriptions'],
  ])('%s %s', (method, url, expected) => {
    expect(armOperation(method, url)).toBe(expected);
  });

  test.each([
    ['GET', '/api/Spaces-1/machines', 'GET machines'],
    ['DELETE', '/api/Spaces-1/machines/Machines-12', 'DELETE machines'],
    ['POST', '/api/Spaces-1/tasks/ServerTasks-9/cancel', 'POST tasks'],
    ['GET', '/api', 'GET api'],
  ])('%s %s', (method, path, expected) => {
    expect(octopusOperation(method, path)).toBe(expected);
  });
});

describe('the settings of telemetry', () => {
  test('ask for nothing when none is set', () => {
    expect(telemetrySettings({})).toEqual({
      ...{ console: false, prometheus: false, serviceName: 'fleet-conductor' },
    });
  });

  test('read headers as OpenTelemetry writes them', () => {
    const env = {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example',
      OTEL_EXPORTER_OTLP_HEADERS: 'a=b%20c, d=e=f',
    };
    expect(telemetrySettings(env).otlp?.headers).toEqual({ a: 'b c', d: 'e=f' });
  });

  test('name a wrong address without showing it', () => {
    expect(() => telemetrySettings({ OTEL_EXPORTER_OTLP_ENDPOINT: 'user:secret@otlp' })).toThrow(
      /^Settings to correct: OTEL_EXPORTER_OTLP_ENDPOINT is no http address/,
    );
  });
});
