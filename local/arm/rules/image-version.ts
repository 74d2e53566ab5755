import { textAt, type JsonObject } from '../json.ts';
import { coresOf } from './quota.ts';

/** Which version `latest` of an image comes to. */
export function latestVersion(image: JsonObject): string {
  const name = `${textAt(image, 'offer') ?? textAt(image, 'id') ?? ''}`;
  return `${coresOf(name)}.${name.length}.1`;
}
