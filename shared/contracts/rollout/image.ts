import * as z from 'zod';
import { oneOf } from './one-of.ts';

/** Each letter in either case: ARM ids compare case-insensitively, and JSON Schema knows no flags. */
function anyCase(text: string): string {
  return text.replaceAll(/[a-z]/gi, (letter) => `[${letter.toLowerCase()}${letter.toUpperCase()}]`);
}

const IN_GROUP = `^/${anyCase('subscriptions')}/[^/]+/${anyCase('resourceGroups')}/[^/]+/${anyCase('providers')}`;
const COMPUTE = anyCase('Microsoft.Compute').replaceAll('.', '\\.');
const VERSION = new RegExp(
  `${IN_GROUP}/${COMPUTE}/${anyCase('galleries')}/[^/]+/${anyCase('images')}/[^/]+/${anyCase('versions')}/[^/]+$`,
);
const MANAGED = new RegExp(`${IN_GROUP}/${COMPUTE}/${anyCase('images')}/[^/]+$`);

const Word = z.string().min(1).max(200);

/** What the machines of the new revision are made from. The engine passes it on; a provider understands it. */
export const RolloutImage = oneOf(
  {
    version: z
      .string()
      .max(1000)
      .regex(
        VERSION,
        'must be the resource id of a version: …/galleries/{gallery}/images/{image}/versions/{version}',
      )
      .describe('Resource id of a version in an Azure Compute Gallery.'),
    managedImage: z
      .string()
      .max(1000)
      .regex(MANAGED, 'must be the resource id of a managed image: …/Microsoft.Compute/images/{name}')
      .describe('Resource id of a managed image.'),
    marketplace: z
      .strictObject({ publisher: Word, offer: Word, sku: Word, version: Word })
      .describe('An image of the marketplace; a fixed version, so that the way back is the same image.'),
  },
  'an image',
);
export type RolloutImage = z.infer<typeof RolloutImage>;
