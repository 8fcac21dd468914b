/** Does nothing: what Next itself costs. */
export function POST() {
  return Response.json({}, { status: 202 });
}
