/** An answer of the server that is not a success: its status, its body as Octopus words it, extra headers. */
export class OctopusError extends Error {
  override readonly name = 'OctopusError';
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers: Record<string, string>;

  constructor(status: number, body: Record<string, unknown>, headers: Record<string, string> = {}) {
    super(String(body['ErrorMessage']));
    this.status = status;
    this.body = body;
    this.headers = headers;
  }
}

export function validationFailed(...errors: string[]): OctopusError {
  return new OctopusError(400, {
    ErrorMessage: 'There was a problem with your request.',
    Errors: errors,
    ParsedHelpLinks: [],
  });
}

export function unauthorized(): OctopusError {
  return new OctopusError(401, {
    ErrorMessage:
      'Either your API key is invalid, or your account has been disabled. Check the key and try again.',
  });
}

export function notFound(id: string): OctopusError {
  return new OctopusError(404, { ErrorMessage: `The resource '${id}' was not found.` });
}

export function payloadTooLarge(limit: number): OctopusError {
  return new OctopusError(413, { ErrorMessage: `The request is larger than ${limit} bytes.` });
}

/** `retryAfter` in seconds; the real server may leave the header out. */
export function tooManyRequests(retryAfter?: number): OctopusError {
  const headers: Record<string, string> = {};
  if (retryAfter !== undefined) headers['Retry-After'] = String(retryAfter);
  return new OctopusError(429, { ErrorMessage: 'Too many requests. Try again later.' }, headers);
}

export function internalError(message: string): OctopusError {
  return new OctopusError(500, { ErrorMessage: message, FullException: message });
}

/** Says loudly that the simulator, not Octopus, does not know this. */
export function notSimulated(what: string): OctopusError {
  return new OctopusError(501, {
    ErrorMessage: `NotSimulated: ${what} is not simulated by this server.`,
    Errors: [`NotSimulated: ${what}`],
  });
}

const STATUS_MESSAGES: Record<number, string> = {
  403: 'You do not have permission to perform this action. Please contact your Octopus administrator.',
  500: 'An unexpected error occurred.',
  503: 'Octopus Server is in maintenance mode. Try again later.',
};

/** The answer a fault asks for: Octopus's own body for that status. `retryAfter` in seconds. */
export function errorOfStatus(status: number, message?: string, retryAfter?: number): OctopusError {
  const headers: Record<string, string> =
    retryAfter === undefined ? {} : { 'Retry-After': String(retryAfter) };
  if (status === 429) return tooManyRequests(retryAfter);
  if (status === 400) return validationFailed(message ?? 'The request was refused.');
  if (status === 401) return unauthorized();
  const text = message ?? STATUS_MESSAGES[status] ?? `The server answered ${status}.`;
  const body = status === 500 ? { ErrorMessage: text, FullException: text } : { ErrorMessage: text };
  return new OctopusError(status, body, headers);
}
