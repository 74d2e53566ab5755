/** Where telemetry goes; nowhere without a setting. */
export interface TelemetrySettings {
  /** Application Insights: a connection string, and whether it wants our identity instead of its key. */
  azureMonitor?: { connectionString: string; withIdentity: boolean };
  /** An OTLP/HTTP receiver, without the paths of the signals; headers as OpenTelemetry writes them. */
  otlp?: { endpoint: string; headers: Record<string, string> };
  console: boolean;
  /** Whether `GET /api/metrics` answers. */
  prometheus: boolean;
  serviceName: string;
}

type Env = Record<string, string | undefined>;

/**
 * The settings of telemetry, by the names that Azure and OpenTelemetry gave them; `TELEMETRY_CONSOLE` and
 * `TELEMETRY_PROMETHEUS` are `true` or absent. Throws an error that names what is wrong, without its value.
 */
export function telemetrySettings(env: Env): TelemetrySettings {
  const { APPLICATIONINSIGHTS_CONNECTION_STRING: connectionString, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } =
    env;
  if (endpoint && !/^https?:$/.test(URL.parse(endpoint)?.protocol ?? ''))
    throw new Error(
      'Settings to correct: OTEL_EXPORTER_OTLP_ENDPOINT is no http address. See docs/telemetry.md.',
    );
  const withIdentity = /Authorization=AAD/i.test(env['APPLICATIONINSIGHTS_AUTHENTICATION_STRING'] ?? '');
  return {
    ...(connectionString ? { azureMonitor: { connectionString, withIdentity } } : {}),
    ...(endpoint ? { otlp: { endpoint, headers: headersIn(env['OTEL_EXPORTER_OTLP_HEADERS']) } } : {}),
    console: env['TELEMETRY_CONSOLE'] === 'true',
    prometheus: env['TELEMETRY_PROMETHEUS'] === 'true',
    serviceName: env['OTEL_SERVICE_NAME'] || 'fleet-conductor',
  };
}

/** `api-key=abc,other=def`, percent-encoded. */
function headersIn(text = ''): Record<string, string> {
  const pairs = text.split(',').map((pair) => pair.split('=').map((part) => decoded(part.trim())));
  return Object.fromEntries(pairs.flatMap(([name, ...value]) => (name ? [[name, value.join('=')]] : [])));
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // Written as it is meant.
  }
}
