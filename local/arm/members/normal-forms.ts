import { isObject, without } from '../json.ts';
import type { Member, NormalForm } from './member.ts';

interface Form {
  /** For the documentation. */
  says: string;
  /** What is kept; nothing when it is `undefined`. */
  of(value: unknown): unknown;
}

/** What some values come to. */
export const NORMAL_FORMS: Record<NormalForm, Form> = {
  goneWhenEmpty: {
    says: 'not kept when empty',
    of: (value) => (isEmpty(value) ? undefined : value),
  },
  goneWhenOff: {
    says: 'not kept when `enable` is false',
    of: (value) => (isObject(value) && value.enable === false ? undefined : value),
  },
  emptyWhenStandard: {
    says: '`{}` when `securityType` is `Standard`',
    of: (value) => (isObject(value) && value.securityType === 'Standard' ? {} : value),
  },
  goneWhenNone: {
    says: 'not kept when `type` is `None`; without `userAssignedIdentities` unless `type` has them',
    of: (value) => {
      if (!isObject(value) || typeof value.type !== 'string') return value;
      if (value.type === 'None') return undefined;
      return value.type.includes('UserAssigned') ? value : without(value, 'userAssignedIdentities');
    },
  },
};

export function normalForm({ normal }: Member, value: unknown): unknown {
  return normal ? NORMAL_FORMS[normal].of(value) : value;
}

function isEmpty(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}
