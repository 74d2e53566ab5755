import type { TokenCredential } from '@azure/identity';
import type { Telemetry } from './sdk.ts';
import type { TelemetrySettings } from './telemetry-settings.ts';
import type { Outlets } from './outlets.ts';

/** The form of Prometheus; of whoever has telemetry that keeps it. */
export type { Telemetry } from './sdk.ts';

/**
 * Starts OpenTelemetry for this process, if a setting asks for it. Nothing of an SDK is loaded otherwise, and of the exporters
 * only those that are used: the largest is as large as the app.
 */
export async function startTelemetry(
  settings: TelemetrySettings,
  credential?: TokenCredential,
): Promise<Telemetry | undefined> {
  const outlets: Outlets[] = [];
  if (settings.azureMonitor) {
    const { toAzureMonitor } = await import('./to-azure-monitor.ts');
    outlets.push(toAzureMonitor(settings.azureMonitor, credential));
  }
  if (settings.otlp) outlets.push((await import('./to-otlp.ts')).toOtlp(settings.otlp));
  if (settings.console) outlets.push((await import('./to-console.ts')).toConsole());
  if (outlets.length === 0 && !settings.prometheus) return undefined;
  const { startSdk } = await import('./sdk.ts');
  return startSdk(settings, outlets);
}
