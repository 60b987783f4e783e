package npyhttp_test

import (
	"net/http"
	"os"
	"testing"

	"github.com/npygo/npygo/internal/leaktest"
)

func TestMain(m *testing.M) { os.Exit(leaktest.Run(m, http.DefaultClient.CloseIdleConnections)) }
