export const GO = `// receiver.go
package main

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"io"
	"log"
	"net/http"
	"os"
)

var secret = []byte(os.Getenv("VOKI_WEBHOOK_SECRET"))

func isFromVoki(body []byte, signature string) bool {
	mac := hmac.New(sha256.New, secret)
	mac.Write(body)
	expected := "sha256=" + hex.EncodeToString(mac.Sum(nil))
	return hmac.Equal([]byte(expected), []byte(signature))
}

func receive(w http.ResponseWriter, r *http.Request) {
	// The bytes as they came. JSON that is read and written again has other ones.
	body, err := io.ReadAll(r.Body)
	if err != nil || !isFromVoki(body, r.Header.Get("X-Voki-Signature")) {
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	var message struct {
		Event string
		Data  struct{ ID string }
	}
	if err := json.Unmarshal(body, &message); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	// The same X-Voki-Delivery again is a repeat: keep it, and do the work once.
	log.Println(r.Header.Get("X-Voki-Delivery"), message.Event, message.Data.ID)
	w.WriteHeader(http.StatusNoContent)
}

func main() {
	port := os.Getenv("PORT")
	if port == "" {
		port = "8000"
	}
	http.HandleFunc("/", receive)
	log.Fatal(http.ListenAndServe("127.0.0.1:"+port, nil))
}
`;
