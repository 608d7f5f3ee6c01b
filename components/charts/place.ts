/** Where a drawing stands in a larger one, in px of that one. */
export interface Place {
  x: number;
  y: number;
  width: number;
  height: number;
}
