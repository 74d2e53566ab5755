import type { JsonObject } from './json.ts';

interface ErrorExtras {
  target?: string;
  details?: JsonObject[];
  innererror?: JsonObject;
  headers?: Record<string, string>;
}

/** An answer in ARM's error shape; thrown by an operation before it has changed anything. */
export class ArmError extends Error {
  readonly status: number;
  readonly code: string;
  extras: ErrorExtras = {};

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }

  with(extras: ErrorExtras): this {
    this.extras = extras;
    return this;
  }

  body(): JsonObject {
    const { target, details, innererror } = this.extras;
    return {
      error: {
        code: this.code,
        message: this.message,
        ...(target !== undefined && { target }),
        ...(details && { details }),
        ...(innererror && { innererror }),
      },
    };
  }
}

/** Missing top-level resource: answered by the front door, which says so in a header. */
export function resourceNotFound(type: string, name: string, resourceGroup: string): ArmError {
  return new ArmError(
    404,
    'ResourceNotFound',
    `The Resource '${type}/${name}' under resource group '${resourceGroup}' was not found. For more details please go to https://aka.ms/ARMResourceNotFoundFix`,
  ).with({ headers: { 'x-ms-failure-cause': 'gateway' } });
}

export function subscriptionNotFound(id: string): ArmError {
  return new ArmError(404, 'SubscriptionNotFound', `The subscription '${id}' could not be found.`).with({
    headers: { 'x-ms-failure-cause': 'gateway' },
  });
}

export function resourceGroupNotFound(name: string): ArmError {
  return new ArmError(404, 'ResourceGroupNotFound', `Resource group '${name}' could not be found.`).with({
    headers: { 'x-ms-failure-cause': 'gateway' },
  });
}

/** Missing child: answered by the resource provider. */
export function entityNotFound(): ArmError {
  return new ArmError(404, 'NotFound', 'The entity was not found in this Azure location.');
}

export function unknownInstance(id: string, target: string): ArmError {
  return new ArmError(
    400,
    'InvalidParameter',
    `The provided instanceId ${id} is not an active Virtual Machine Scale Set VM instanceId.`,
  ).with({ target });
}

export function invalidParameter(message: string, target: string): ArmError {
  return new ArmError(400, 'InvalidParameter', message).with({ target });
}

export function invalidContent(message: string): ArmError {
  return new ArmError(
    400,
    'InvalidRequestContent',
    `The request content was invalid and could not be deserialized: '${message}'.`,
  );
}

export function operationNotAllowed(message: string): ArmError {
  return new ArmError(409, 'OperationNotAllowed', message);
}

export function markedForDeletion(operation: string, name: string): ArmError {
  return operationNotAllowed(
    `Operation '${operation}' is not allowed on Virtual Machine Scale Set '${name}' since it is marked for deletion. You can only retry the Delete operation (or wait for an ongoing one to complete).`,
  );
}

export function conflict(): ArmError {
  return new ArmError(
    409,
    'Conflict',
    'The request failed due to conflict with a concurrent request. To resolve it, please refer to https://aka.ms/activitylog to get more details on the conflicting requests.',
  );
}

export function preconditionFailed(expected: string, actual: string): ArmError {
  return new ArmError(
    412,
    'PreconditionFailed',
    `Etag provided in if-match header ${expected} does not match etag ${actual} of resource.`,
  );
}

export function unauthorized(): ArmError {
  return new ArmError(
    401,
    'AuthenticationFailed',
    "Authentication failed. The 'Authorization' header is missing.",
  ).with({
    headers: { 'www-authenticate': 'Bearer authorization_uri="https://login.microsoftonline.com/common"' },
  });
}

/** Loud on purpose: a client must never mistake what is not simulated for an empty answer. */
export function notSimulated(method: string, path: string): ArmError {
  return new ArmError(501, 'NotSimulated', `The simulator does not answer ${method} ${path}.`);
}

export function tooLarge(limit: number): ArmError {
  return new ArmError(
    413,
    'RequestContentTooLarge',
    `The request content size exceeds the maximum size of '${limit}' bytes.`,
  );
}

/** The path cannot be read: an escape in it is not UTF-8. */
export function malformedUrl(): ArmError {
  return new ArmError(400, 'BadRequest', 'The request URL is not valid.');
}

/** The client went away, or sent what is no HTTP, before the body was whole; nobody is likely to hear it. */
export function cutOff(): ArmError {
  return new ArmError(400, 'BadRequest', 'The request ended before its body was whole.');
}
