export const PHP = `<?php
// receiver.php
$secret = getenv('VOKI_WEBHOOK_SECRET');

function is_from_voki(string $body, string $signature, string $secret): bool
{
    return hash_equals('sha256=' . hash_hmac('sha256', $body, $secret), $signature);
}

// The bytes as they came. JSON that is read and written again has other ones.
$body = file_get_contents('php://input');
if (!is_from_voki($body, $_SERVER['HTTP_X_VOKI_SIGNATURE'] ?? '', $secret)) {
    http_response_code(401);
    exit;
}
$message = json_decode($body, true, 64, JSON_THROW_ON_ERROR);
// The same X-Voki-Delivery again is a repeat: keep it, and do the work once.
error_log($_SERVER['HTTP_X_VOKI_DELIVERY'] . ' ' . $message['event'] . ' ' . $message['data']['id']);
http_response_code(204);
`;
