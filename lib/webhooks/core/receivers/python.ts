/** Run by receivers.db.test.ts, as all of this folder. */
export const PYTHON = `# receiver.py
import hashlib
import hmac
import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

SECRET = os.environ["VOKI_WEBHOOK_SECRET"].encode("utf-8")


def is_from_voki(body: bytes, signature: str) -> bool:
    expected = "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode("utf-8"), signature.encode("utf-8"))


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self):
        # The bytes as they came. JSON that is read and written again has other ones.
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if not is_from_voki(body, self.headers.get("X-Voki-Signature", "")):
            return self.answer(401)
        message = json.loads(body)
        # The same X-Voki-Delivery again is a repeat: keep it, and do the work once.
        print(self.headers["X-Voki-Delivery"], message["event"], message["data"]["id"], flush=True)
        self.answer(204)

    def answer(self, status: int):
        self.send_response(status)
        self.end_headers()


port = int(os.environ.get("PORT", "8000"))
ThreadingHTTPServer(("127.0.0.1", port), Receiver).serve_forever()
`;
