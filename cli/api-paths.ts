export const fleetPath = (fleet: string) => `/api/fleets/${encodeURIComponent(fleet)}`;

export const rolloutPath = (id: string) => `/api/rollouts/${encodeURIComponent(id)}`;
