import type { ArmRequest } from '../http/messages.ts';
import { isObject, listAt, numberAt, objectAt, textAt, type JsonObject } from '../json.ts';
import type { ResourceRecord } from '../store/store.ts';
import { outputsOf } from '../template/template.ts';
import { armTime, SECOND } from '../times.ts';
import type { World } from '../world.ts';

export const DEPLOYMENTS = 'Microsoft.Resources/deployments';

type State = 'Running' | 'Succeeded' | 'Failed';

/** A deployment as GET answers it: how far it is follows from the operations it has begun. */
export class DeploymentView {
  readonly #world: World;
  readonly #request: ArmRequest;
  readonly #record: ResourceRecord;

  constructor(world: World, request: ArmRequest, record: ResourceRecord) {
    this.#world = world;
    this.#request = request;
    this.#record = record;
  }

  body(): JsonObject {
    const { id, body } = this.#record;
    const started = numberAt(body, 'startedAt') ?? 0;
    const state = this.#state();
    const ids = this.#ids();
    const error = this.#error();
    return {
      id,
      name: id.slice(id.lastIndexOf('/') + 1),
      type: DEPLOYMENTS,
      properties: {
        templateHash: this.#world.chance.hex(19, JSON.stringify(body.template)),
        parameters: body.parameters,
        mode: 'Incremental',
        provisioningState: state,
        timestamp: armTime(state === 'Running' ? started : this.#end()),
        duration: `PT${(this.#end() - started) / SECOND}S`,
        correlationId: body.correlationId,
        providers: [],
        dependencies: [],
        ...(state === 'Succeeded' && {
          outputResources: ids.map((one) => ({ id: one })),
          outputs: this.#outputs(),
        }),
        ...(state === 'Failed' && { error }),
      },
    };
  }

  /** What a poll answers. */
  status(): JsonObject {
    const state = this.#state();
    return { status: state, ...(state === 'Failed' && { error: this.#error() }) };
  }

  operations(): JsonObject[] {
    const { id } = this.#record;
    return this.#ids().flatMap((target, index) => {
      const key = this.#keys()[index];
      const refused = textAt(this.#record.body, 'error', 'at') === target;
      if (key === undefined && !refused) return [];
      const operation = this.#world.store.operations.get(key ?? '');
      const over = !operation || operation.endsAt <= this.#request.now;
      const failed = refused || (over && operation?.error !== undefined);
      const operationId = this.#world.chance.hex(16, id, target).toUpperCase();
      return [
        {
          id: `${id}/operations/${operationId}`,
          operationId,
          properties: {
            provisioningOperation: 'Create',
            provisioningState: failed ? 'Failed' : over ? 'Succeeded' : 'Running',
            targetResource: { id: target, resourceName: target.slice(target.lastIndexOf('/') + 1) },
          },
        },
      ];
    });
  }

  #state(): State {
    if (this.#end() > this.#request.now) return 'Running';
    return this.#failures().length > 0 ? 'Failed' : 'Succeeded';
  }

  /** When the last of its operations ends. */
  #end(): number {
    const started = numberAt(this.#record.body, 'startedAt') ?? 0;
    const ends = this.#keys().map((key) => this.#world.store.operations.get(key)?.endsAt ?? started);
    return Math.max(started, ...ends);
  }

  #failures(): JsonObject[] {
    const { error } = this.#record.body;
    const failed = this.#keys().flatMap((key) => this.#world.store.operations.get(key)?.error ?? []);
    const refused = isObject(error) ? [{ code: error.code, message: error.message }] : [];
    return [...refused, ...failed.map(({ code, message }) => ({ code, message }))];
  }

  #error(): JsonObject {
    return {
      code: 'DeploymentFailed',
      message:
        'At least one resource deployment operation failed. Please list deployment operations for details. Please see https://aka.ms/arm-deployment-operations for usage details.',
      details: this.#failures(),
    };
  }

  /** Values of what is there now; what has gone meanwhile has none. */
  #outputs(): JsonObject {
    const { id, body } = this.#record;
    const [, , subscription = '', , resourceGroup = ''] = id.split('/');
    const parameters = Object.entries(objectAt(body, 'parameters')).map(([name, given]) => [
      name,
      objectAt(given).value,
    ]);
    return outputsOf({
      scope: { subscription, resourceGroup },
      location: '',
      template: objectAt(body, 'template'),
      parameters: Object.fromEntries(parameters) as JsonObject,
      reference: (target) => this.#propertiesOf(target),
    });
  }

  #propertiesOf(id: string): JsonObject {
    try {
      return objectAt(this.#request.ask({ method: 'GET', path: id }).body, 'properties');
    } catch {
      return {};
    }
  }

  #ids(): string[] {
    return listAt(this.#record.body, 'resources').map(String);
  }

  #keys(): string[] {
    return listAt(this.#record.body, 'operations').map(String);
  }
}
