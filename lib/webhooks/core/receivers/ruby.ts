export const RUBY = `# config.ru
require "json"
require "openssl"

SECRET = ENV.fetch("VOKI_WEBHOOK_SECRET")

def from_voki?(body, signature)
  expected = "sha256=" + OpenSSL::HMAC.hexdigest("SHA256", SECRET, body)
  OpenSSL.secure_compare(expected, signature)
end

run lambda { |env|
  # The bytes as they came. JSON that is read and written again has other ones.
  body = env["rack.input"].read
  next [401, {}, []] unless from_voki?(body, env["HTTP_X_VOKI_SIGNATURE"].to_s)

  message = JSON.parse(body)
  # The same X-Voki-Delivery again is a repeat: keep it, and do the work once.
  warn [env["HTTP_X_VOKI_DELIVERY"], message["event"], message["data"]["id"]].join(" ")
  [204, {}, []]
}
`;
