"""What ties the rooms together: settings, addresses, the web server's entry and the command line."""
