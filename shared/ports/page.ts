/** A page of rows and where the next one starts (absent on the last). */
export interface Page<T> {
  items: T[];
  next?: string;
}
