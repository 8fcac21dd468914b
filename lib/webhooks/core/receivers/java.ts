export const JAVA = `// Receiver.java
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

class Receiver {
  static final byte[] SECRET = System.getenv("VOKI_WEBHOOK_SECRET").getBytes(StandardCharsets.UTF_8);

  static boolean isFromVoki(byte[] body, String signature) throws GeneralSecurityException {
    Mac mac = Mac.getInstance("HmacSHA256");
    mac.init(new SecretKeySpec(SECRET, "HmacSHA256"));
    String expected = "sha256=" + HexFormat.of().formatHex(mac.doFinal(body));
    return signature != null
        && MessageDigest.isEqual(
            expected.getBytes(StandardCharsets.UTF_8), signature.getBytes(StandardCharsets.UTF_8));
  }

  static void receive(HttpExchange exchange) throws IOException {
    try (exchange) {
      // The bytes as they came. JSON that is read and written again has other ones.
      byte[] body = exchange.getRequestBody().readAllBytes();
      if (!isFromVoki(body, exchange.getRequestHeaders().getFirst("X-Voki-Signature"))) {
        exchange.sendResponseHeaders(401, -1);
        return;
      }
      String message = new String(body, StandardCharsets.UTF_8);
      // The same X-Voki-Delivery again is a repeat: keep it, and do the work once.
      System.out.println(exchange.getRequestHeaders().getFirst("X-Voki-Delivery") + " " + message);
      exchange.sendResponseHeaders(204, -1);
    } catch (GeneralSecurityException error) {
      throw new IOException(error);
    }
  }

  public static void main(String[] args) throws IOException {
    int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8000"));
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
    server.createContext("/", Receiver::receive);
    server.start();
  }
}
`;
