export const CSHARP = `#:sdk Microsoft.NET.Sdk.Web
// receiver.cs
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

var secret = Encoding.UTF8.GetBytes(Environment.GetEnvironmentVariable("VOKI_WEBHOOK_SECRET")!);
var port = Environment.GetEnvironmentVariable("PORT") ?? "8000";

bool IsFromVoki(byte[] body, string signature)
{
    var expected = "sha256=" + Convert.ToHexString(HMACSHA256.HashData(secret, body)).ToLowerInvariant();
    return CryptographicOperations.FixedTimeEquals(
        Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature));
}

var app = WebApplication.CreateBuilder(args).Build();
app.MapPost("/", async (HttpRequest request) =>
{
    // The bytes as they came. JSON that is read and written again has other ones.
    using var buffer = new MemoryStream();
    await request.Body.CopyToAsync(buffer);
    var body = buffer.ToArray();
    if (!IsFromVoki(body, request.Headers["X-Voki-Signature"].ToString()))
        return Results.StatusCode(401);
    using var message = JsonDocument.Parse(body);
    // The same X-Voki-Delivery again is a repeat: keep it, and do the work once.
    Console.WriteLine(request.Headers["X-Voki-Delivery"] + " "
        + message.RootElement.GetProperty("event") + " "
        + message.RootElement.GetProperty("data").GetProperty("id"));
    return Results.NoContent();
});
app.Run("http://127.0.0.1:" + port);
`;
